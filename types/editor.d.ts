// Types shared by the packages of the editor.

type Canvas = import("../app/static/js/editor/canvas/canvas.js").Canvas;
type DeferredDialogs = import("../app/static/js/editor/shell/deferred-dialogs.js").DeferredDialogs;
type FindPanel = import("../app/static/js/editor/find-and-replace/find-panel.js").FindPanel;
type Formatting = import("../app/static/js/editor/text/formatting.js").Formatting;
type Inspector = import("../app/static/js/editor/inspector/inspector.js").Inspector;
type InPlaceEditing = import("../app/static/js/editor/text/in-place.js").InPlaceEditing;
type LocalEcho = import("../app/static/js/editor/canvas/local-echo.js").LocalEcho;
type Media = import("../app/static/js/editor/media/media.js").Media;
type OperationQueue = import("../app/static/js/editor/saving/operation-queue.js").OperationQueue;
type Patches = import("../app/static/js/editor/canvas/patches.js").Patches;
type Placement = import("../app/static/js/editor/canvas/placement.js").Placement;
type RichField = import("../app/static/js/editor/inspector/rich-fields.js").RichField;
type RichText = import("../app/static/js/editor/text/rich-text.js").RichText;
type Samples = import("../app/static/js/editor/canvas/local-echo.js").Samples;
type TextSession = import("../app/static/js/editor/text/text-session.js").TextSession;

type FormField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Point = { x: number; y: number };
type Box = { left: number; top: number; width: number; height: number };

/** A component's rules, sent by the server as JSON in #component-rules. */
interface ComponentRules {
  label: string;
  permissions: string[];
  pictures: string[];
  /** The kind of each text by its path; "*" stands for the index of an item. */
  texts: Record<string, string>;
  slots: Record<string, { label: string; allow: string[]; deny: string[]; max: number | null }>;
}
type Rules = Record<string, ComponentRules>;

/** A position in a slot: after a block, or first if `after` is "". */
interface Position {
  slot: string;
  after: string;
}

/** A position where a drag can end. */
interface DropTarget extends Position {
  slotElement: HTMLElement;
  /** The line of the drop indicator, in frame coordinates. */
  line: Box;
  refused?: string;
}
type RefusedTarget = { refused: string; slot?: undefined };

/** A position where a keyboard move can end. */
interface MoveTarget extends Position {
  slotElement: HTMLElement;
  depth: number;
  number: number;
  count: number;
}

type Scalar = string | number | boolean;
type Fields = Record<string, Scalar | Scalar[]>;
type NewIds = Record<string, string>;

/** What is shown for an operation before the server responds. */
type UpdateEcho = { do: "update"; id: string; path: string; value: string; kind: string };
type EchoStep =
  | { do: "move"; id: string; slot: string; after: string }
  | { do: "remove"; id: string }
  | { do: "insert"; component: string; slot: string; after: string; ids: NewIds }
  | { do: "duplicate"; id: string; ids: NewIds; after?: string }
  | { do: "paste"; id: string; html: string; row?: string; ids: NewIds; slot: string; after: string }
  | UpdateEcho;
type Echo = EchoStep | { do: "many"; steps: EchoStep[] };
type StepOf<Kind> = Extract<EchoStep, { do: Kind }>;

/** A change as the queue sends it and as the outbox stores it in local storage. Tabs with older scripts read and write it too. */
interface Operation {
  id: string;
  /** The sequence number, which keeps increasing across reloads. */
  place: number;
  /** The id of the tab that created the operation. */
  client: string;
  page: string;
  /** The revision that the author saw. */
  base: number | string;
  method: string;
  url: string;
  fields: Fields;
  /** Coalescing key: a newer operation with the same key replaces a waiting one. */
  key: string;
  /** The ids of the blocks that the operation affects. */
  touches: string[];
  /** The ids of the blocks inside those. */
  inside: string[];
  /** The names of the fields whose values the author typed. */
  typed?: string[];
  echo: Echo | null;
  /** Whether no text is lost if the operation is rejected, as with undo. */
  isHarmless: boolean;
  isSent?: boolean;
}

interface SendOptions {
  operationId?: string;
  key?: string;
  touches?: string[];
  inside?: string[];
  typed?: string[];
  echo?: Echo | null;
  base?: number | string;
  isHarmless?: boolean;
}

interface SelectOptions {
  isAnnounced?: boolean;
  focus?: boolean;
  scroll?: boolean;
  /** The ids of the whole selection. */
  all?: string[];
}

/** A text on the page that can be edited in place. */
interface EditableText {
  element: HTMLElement;
  block: HTMLElement;
  id: string;
  path: string;
  kind: string;
  label: string;
}

interface Picture {
  name: string;
  src: string;
  thumb: string;
  alt: string;
  decorative: string;
}
/** A picture field of a block. */
type PictureField = { block: string; path: string };

interface Command {
  name: string;
  title: string;
  group: string;
  keys: string[];
  scope: string;
  needs: string;
  may: () => boolean;
  isListed: boolean;
  inMenu: boolean;
  changes: boolean;
  run: () => unknown;
}

/** The editor, passed to each package. */
interface Editor {
  canvas: Canvas;
  places: Placement;
  samples: Samples;
  rules: Rules;
  page: string;
  pageUrl: string;
  isReadOnly: boolean;
  client: string;
  typingGroups: { group(id: string, path: string): string; end(): void };
  deferredDialogs: DeferredDialogs;
  readonly selected: string;
  readonly block: HTMLElement | null;
  readonly selection: string[];
  readonly blocks: HTMLElement[];
  queue: OperationQueue;
  inspector: Inspector;
  patches: Patches;
  format: Formatting;
  inPlace: InPlaceEditing;
  rejectedTexts: { lastValue(text: { id: string; path: string }): string | undefined };
  gestures: import("../app/static/js/editor/blocks/block-actions.js").BlockActions;
  panels: { open(name: string): void };
  palette: { open(address: string): void; takeEmptySlot(): Position | null };
  media: Media;
  sections: { reload(): Promise<void> };
  enqueue(run: () => unknown): Promise<unknown>;
  act(name: string): Promise<unknown>;
  send(method: string, path: string, fields?: Fields, options?: SendOptions): string | undefined;
  apply(text: string, options?: { follows?: boolean; isSilent?: boolean }): boolean;
  refresh(ids?: string[]): Promise<void>;
  syncWhenIdle(): void;
  select(id: string, options?: SelectOptions): HTMLElement | null;
  editInPanel(path?: string): Promise<void>;
  onSelect(listener: (id: string) => void): void;
  onAcknowledged(listener: (operation: Operation) => void): void;
  onRejected(listener: (status: number, text: string, operation: Operation) => unknown): void;
}

/** This browser's session, as returned by /session. */
type SessionFacts = { signed_in: boolean; id: string; user: string; csrf: string };

/** A formatting toolbar. In the inspector, `prepare` first loads the rich text editor of the field. */
type FormatTools = HTMLElement & { prepare?: () => Promise<RichText | null> };

type SaveStatus = "saved" | "saving" | "waiting" | "failed";
type WaitReason = "network" | "server" | "busy" | "signedOut";

/** What is being dragged: blocks of the page, or a palette entry. */
interface Dragged {
  type: string;
  label: string;
  blocks?: HTMLElement[];
  options?: object;
}

interface QueueOptions {
  outbox: import("../app/static/js/editor/saving/outbox.js").Outbox;
  client: string;
  page: string;
  /** The revision that the canvas shows. */
  shownRevision: () => string;
  /** The ids of the stale blocks, which the next response should include. */
  staleBlocks: () => string[];
  onAcknowledged: (text: string, operation: Operation) => void;
  onRejected: (status: number, text: string, operation: Operation) => void;
  onSignedOut: (options?: { isWanted?: boolean }) => void;
  onSignedIn: () => void;
}
type Delivery = { response: Response; text: string };

// What the packages of the editor hand each other.

type Canvas = import("../app/static/js/editor/canvas/canvas.js").Canvas;
type DeferredDialogs = import("../app/static/js/editor/shell/deferred-dialogs.js").DeferredDialogs;
type FindPanel = import("../app/static/js/editor/find/find-panel.js").FindPanel;
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

/** What the server tells of each component: #component-rules in the page. */
interface ComponentRules {
  label: string;
  permissions: string[];
  pictures: string[];
  /** Kind of each text by its path; "*" stands for the number of an item. */
  texts: Record<string, string>;
  slots: Record<string, { label: string; allow: string[]; deny: string[]; max: number | null }>;
}
type Rules = Record<string, ComponentRules>;

/** A position in a slot: after a block, or first where `after` is "". */
interface Position {
  slot: string;
  after: string;
}

/** A position that a drag may end at. */
interface DropTarget extends Position {
  slotElement: HTMLElement;
  /** The line that marks it, in the frame's coordinates. */
  line: Box;
  refused?: string;
}
type RefusedTarget = { refused: string; slot?: undefined };

/** A position that a keyboard move may end at. */
interface MoveTarget extends Position {
  slotElement: HTMLElement;
  depth: number;
  number: number;
  count: number;
}

type Scalar = string | number | boolean;
type Fields = Record<string, Scalar | Scalar[]>;
type NewIds = Record<string, string>;

/** What is painted for an operation before its answer comes. */
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

/** A change as the queue sends it and as the outbox keeps it in local storage: old tabs read and write it too. */
interface Operation {
  id: string;
  /** Orders operations, across reloads. */
  place: number;
  /** The tab that made it. */
  client: string;
  page: string;
  /** The revision that the author saw. */
  base: number | string;
  method: string;
  url: string;
  fields: Fields;
  /** Names what it sets: a newer operation with the same key replaces a waiting one. */
  key: string;
  /** Ids of the blocks that it is about. */
  touches: string[];
  /** Ids of the blocks inside those. */
  inside: string[];
  /** Names of the fields whose values somebody wrote. */
  typed?: string[];
  echo: Echo | null;
  /** When it is refused, nothing is unsaved. */
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
  isSaid?: boolean;
  focus?: boolean;
  scroll?: boolean;
  all?: string[];
}

/** A text of the page that can be edited in place. */
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

/** What every package of the editor is handed. */
interface Editor {
  canvas: Canvas;
  places: Placement;
  samples: Samples;
  rules: Rules;
  page: string;
  pageUrl: string;
  isReadOnly: boolean;
  client: string;
  bursts: { group(id: string, path: string): string; end(): void };
  writing: DeferredDialogs;
  readonly selected: string;
  readonly block: HTMLElement | null;
  readonly selection: string[];
  readonly blocks: HTMLElement[];
  queue: OperationQueue;
  inspector: Inspector;
  answers: Patches;
  format: Formatting;
  inPlace: InPlaceEditing;
  refusedTexts: { of(text: { id: string; path: string }): string | undefined };
  gestures: import("../app/static/js/editor/blocks/block-actions.js").BlockActions;
  panels: { open(name: string): void };
  adding: { open(address: string): void; takePlace(): Position | null };
  media: Media;
  sections: { reload(): Promise<void> };
  inTurn(run: () => unknown): Promise<unknown>;
  act(name: string): Promise<unknown>;
  send(method: string, path: string, fields?: Fields, options?: SendOptions): string | undefined;
  apply(text: string, options?: { follows?: boolean; isSaid?: boolean }): boolean;
  refresh(ids?: string[]): Promise<void>;
  settle(): void;
  select(id: string, options?: SelectOptions): HTMLElement | null;
  editInPanel(path?: string): Promise<void>;
  onSelect(listener: (id: string) => void): void;
  onAnswer(listener: (operation: Operation) => void): void;
  onRefused(listener: (status: number, text: string, operation: Operation) => unknown): void;
}

/** The session of this browser, as /session tells of it. */
type SessionFacts = { signed_in: boolean; id: string; user: string; csrf: string };

/** Buttons for formatting; those of the inspector prepare their field first. */
type FormatTools = HTMLElement & { prepare?: () => Promise<RichText | null> };

type SaveStatus = "saved" | "saving" | "waiting" | "failed";
type WaitReason = "network" | "server" | "busy" | "signedOut";

/** What a drag carries: blocks of the page, or something new of the palette. */
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
  shown: () => string;
  /** Blocks that an answer is to bring as well. */
  also: () => string[];
  onAnswer: (text: string, operation: Operation) => void;
  onRefused: (status: number, text: string, operation: Operation) => void;
  onSignedOut: (options?: { isWanted?: boolean }) => void;
  onSignedIn: () => void;
}
type Found = { response: Response; text: string };

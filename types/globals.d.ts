// Types for what the scripts use beyond the web platform: htmx, Squire, axe, and the data attributes in the templates.

type ContentWindow = Window & typeof globalThis;
/** The type of the element that a selector matches: from KnownElements, or from the selector's tag. */
type ParseSelector<S extends string> = S extends keyof KnownElements
  ? KnownElements[S]
  : import("typed-query-selector/parser.js").ParseSelector<S, HTMLElement>;

interface KnownElements {
  "#chooser": HTMLDialogElement;
  "#chooser-search": HTMLInputElement;
  "#find": HTMLFormElement;
  "#history-filter": HTMLInputElement;
  "#library": HTMLDialogElement;
  "#preview-dialog": HTMLDialogElement;
  "#publish-dialog": HTMLDialogElement;
  "#shortcuts": HTMLDialogElement;
  "#version-dialog": HTMLDialogElement;
  "#versions": HTMLDialogElement;
  "#viewer": HTMLDialogElement;
  "#palette-search": HTMLInputElement;
  "[data-library-search]": HTMLInputElement;
  "[data-shortcut-search]": HTMLInputElement;
  "[data-single-keys]": HTMLInputElement;
  "[data-picture-shown]": HTMLImageElement;
  "[data-viewer-compare]": HTMLAnchorElement;
  "[data-asset-form]": HTMLFormElement;
  "[data-more-assets]": HTMLButtonElement;
  "[data-offers]": HTMLInputElement;
  "[data-history-earlier]": HTMLButtonElement;
  "[type=submit]": HTMLButtonElement;
  "[data-find=replace]": HTMLButtonElement;
  "script[nonce]": HTMLScriptElement;
}

interface Element {
  closest<S extends string>(selector: S): ParseSelector<S> | null;
}

interface HTMLElement {
  /** The value of a text field when it received the focus. */
  valueAtFocus?: string;
  /** The rich text editor attached to this element. */
  richText?: RichText;
  /** The rich text field of the inspector that this element shows. */
  richField?: RichField;
}

interface Document {
  /** WebKit's older equivalent of caretPositionFromPoint. */
  caretRangeFromPoint?(x: number, y: number): Range | null;
}

/** Data attributes that templates always set on the elements from which scripts read them. */
interface DOMStringMap {
  blockId: string;
  blockType: string;
  blockSection: string;
  slot: string;
  field: string;
  fieldRow: string;
  page: string;
  user: string;
  select: string;
  outlineBlock: string;
  patch: string;
  block: string;
  inspector: string;
  revision: string;
  address: string;
  asset: string;
  history: string;
  historyDay: string;
  historyEarlier: string;
  historyTexts: string;
  name: string;
  match: string;
  in: string;
  words: string;
  nth: string;
  pageAddress: string;
  siteAddress: string;
  pageReplacements: string;
  siteReplacements: string;
  reversals: string;
  squire: string;
  axe: string;
  ticket: string;
  previews: string;
  publications: string;
  resolutions: string;
  conflict: string;
  choice: string;
  showConflict: string;
  itemAction: string;
  itemField: string;
  itemIndex: string;
  openAsset: string;
  moreAssets: string;
  useAsset: string;
  deleteAsset: string;
  restoreAsset: string;
  assetForm: string;
  pictureField: string;
  pictureSrc: string;
  format: string;
  panel: string;
  panelButton: string;
  sample: string;
  previewOf: string;
  versions: string;
  step: string;
  difference: string;
  side: string;
  diff: string;
  show: string;
  fieldError: string;
  kind: string;
  look: string;
  compare: string;
  title: string;
  when: string;
  restore: string;
  own: string;
}

interface Htmx {
  process(element: Element): void;
  swap(options: { target: Element; text: string; swap: string }): void;
}

declare const htmx: Htmx;

interface Squire {
  addEventListener(type: string, listener: (event: CustomEvent) => void): void;
  bold(): void;
  destroy(): void;
  focus(): void;
  getSelection(): Range;
  hasFormat(tag: string): boolean;
  increaseQuoteLevel(): void;
  insertHTML(html: string, isPaste?: boolean): void;
  italic(): void;
  makeLink(address: string): void;
  makeOrderedList(): void;
  makeUnorderedList(): void;
  modifyBlocks(change: (fragment: DocumentFragment) => DocumentFragment): void;
  redo(): void;
  removeBold(): void;
  removeItalic(): void;
  removeLink(): void;
  removeList(): void;
  removeQuote(): void;
  saveUndoState(): void;
  setHTML(html: string): void;
  setKeyHandler(key: string, handler: null): void;
  setSelection(range: Range): void;
  undo(): void;
}

interface AxeNode {
  target: unknown[];
  html: string;
}

interface AxeRule {
  id: string;
  help: string;
  nodes: AxeNode[];
}

interface Axe {
  run(page: Document, options: object): Promise<{ violations: AxeRule[]; incomplete: AxeRule[] }>;
}

interface Window {
  htmx: Htmx;
  Squire?: new (element: HTMLElement, options: object) => Squire;
  squireLoading?: Promise<unknown>;
  axe?: Axe;
  /** For tests and benchmarks. */
  quillspace: object;
}

/** Custom events: files dropped on the open picture library, and events of htmx. */
interface DocumentEventMap {
  "library-files": CustomEvent<File[]>;
  "htmx:config:request": CustomEvent<{ ctx: { request: { headers: Record<string, string> } } }>;
  "htmx:after:swap": CustomEvent<{ ctx?: { target?: Element } }>;
  "htmx:error": CustomEvent;
}

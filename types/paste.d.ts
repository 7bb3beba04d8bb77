// What is read from the clipboard: blocks of text, each with runs of words that look alike.

type Marks = { strong: boolean; em: boolean; u: boolean; s: boolean; code: boolean };
type TextRun = { text: string; isBreak?: undefined; href?: string } & Partial<Marks>;
type Run = TextRun | { isBreak: true; text?: undefined };

type List = { id?: number | string; kind: string; start: number; last?: Item[] };
type Item = { list: List; id: number };
/** An item of a list with the element that was made for it. */
type OpenItem = Item & { element: HTMLElement };

/** `items` are the items of lists around it, from the outermost. */
interface TextBlock {
  tag: string;
  runs: Run[];
  quote: boolean;
  items: Item[];
}

/** What the elements around some words say of them. */
interface Context {
  marks: Marks;
  href: string;
  tag: string;
  quote: boolean;
  items: Item[];
  list: List | null;
  isCell?: boolean;
  isVerbatim?: boolean;
}

type CopiedBlock = { html: string; row: string | undefined; paths: { id: string; type: string; path: string }[] };

/** `text`: what the system's clipboard holds of it; null while it does not have it. */
interface Copy {
  text: string | null;
  at: number;
  isWhole?: boolean;
  looks: CopiedBlock[];
  source: Fields;
}

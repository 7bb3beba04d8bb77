// Types of clipboard content: blocks of text, each with runs of equal formatting, and copies of blocks.

type Marks = { strong: boolean; em: boolean; u: boolean; s: boolean; code: boolean };
type TextRun = { text: string; isBreak?: undefined; href?: string } & Partial<Marks>;
type Run = TextRun | { isBreak: true; text?: undefined };

type List = { id?: number | string; kind: string; start: number; last?: Item[] };
type Item = { list: List; id: number };
/** A list item with the element that was created for it. */
type OpenItem = Item & { element: HTMLElement };

/** A paragraph or heading. `items`: the list items around it, outermost first. */
interface TextBlock {
  tag: string;
  runs: Run[];
  quote: boolean;
  items: Item[];
}

/** The formatting and structure that the elements around a text give it. */
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

/**
 * A copy of blocks. `text`: what was written to the system's clipboard; null until then. `isWhole`: `text` is their full
 * content. `looks`: their elements, only on the page from which they were copied. `source`: request fields that identify the
 * copied blocks.
 */
interface Copy {
  text: string | null;
  at: number;
  isWhole?: boolean;
  looks: CopiedBlock[];
  source: Fields;
}

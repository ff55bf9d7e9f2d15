import {
  type Document,
  type DocumentOptions,
  isScalar,
  type Pair,
  type ParseOptions,
  parseAllDocuments,
  parseDocument,
  visit,
  YAMLParseError,
} from "yaml";

type Options = ParseOptions & DocumentOptions;

/**
 * The first document of a text, with its errors. The library's own look for keys that stand twice compares each
 * with each, which takes seconds for 20,000 of them.
 */
export function readDocument(text: string, options: Options = {}): Document.Parsed {
  const document = parseDocument(text, { ...options, uniqueKeys: false });
  addRepeatedKeys(document);
  return document;
}

/** Every document of a text, with its errors. */
export function readDocuments(text: string): Document.Parsed[] {
  const documents = [...parseAllDocuments(text, { uniqueKeys: false })];
  for (const document of documents) addRepeatedKeys(document);
  return documents;
}

function addRepeatedKeys(document: Document.Parsed): void {
  visit(document, {
    Map(_key, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items as Pair[]) {
        const name = isScalar(key) ? key.value : key;
        const start = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
        if (seen.has(name)) document.errors.push(repeated(start));
        seen.add(name);
      }
    },
  });
  document.errors.sort((a, b) => a.pos[0] - b.pos[0]);
}

function repeated(start: number): YAMLParseError {
  return new YAMLParseError([start, start + 1], "DUPLICATE_KEY", "Map keys must be unique");
}

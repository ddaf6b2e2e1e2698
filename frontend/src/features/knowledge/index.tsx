/** Knowledge: the bases, one base with its documents, sources and searches, one document. */
export { BasePage } from "./base-page";
export { DocumentPage } from "./document-page";
export { KnowledgePage } from "./knowledge-page";

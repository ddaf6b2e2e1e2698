/** The gallery of templates, and the page of one. */
export { TemplatePage } from "./template-page";
export { TemplatesPage } from "./templates-page";

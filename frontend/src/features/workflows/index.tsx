/** The list of workflows, and starting one by a form. The editor is a feature of its own. */
export { StartPage } from "./start-page";
export { WorkflowsPage } from "./workflows-page";

/** The page of one workflow's triggers and of what holds its runs back. */
export { TriggersPage } from "./triggers-page";

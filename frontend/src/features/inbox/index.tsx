/** Where runs wait for a person: the list, the facts, the decision. */
export { InboxPage } from "./inbox-page";

/** Agents: the list, one agent with what it does, making and changing one. */
export { AgentPage } from "./agent-page";
export { AgentsPage } from "./agents-page";
export { EditAgentPage, NewAgentPage } from "./edit-pages";

/** All routes in one list. Every page is its own chunk; list filters live in typed search params, so every view is a link. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from "@tanstack/react-router";
import { RouteError } from "./fallbacks";
import { Gate } from "./gate";

const NotFound = lazyRouteComponent(() => import("./not-found"), "NotFound");
const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

type Raw = Record<string, unknown>;
/** An address has no types: what looks like a number or a truth there is a text here. */
const text = (value: unknown): string | undefined =>
  ["string", "number", "boolean"].includes(typeof value) && value !== "" ? String(value) : undefined;

/** Keeps the named text parameters, drops everything else. */
function texts<const K extends string>(...names: K[]) {
  return (raw: Raw): { [P in K]?: string } => {
    const kept: { [P in K]?: string } = {};
    for (const name of names) {
      const value = text(raw[name]);
      if (value !== undefined) kept[name] = value;
    }
    return kept;
  };
}

type Which = number | "draft";
const which = (name: string, { [name]: value }: Raw) =>
  typeof value === "number" || value === "draft" ? { [name]: value } : {};

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: texts("next"),
  component: lazyRouteComponent(() => import("@/features/auth"), "LogInPage"),
});
/** Where a company's identity provider sends people back to. */
const sso = createRoute({
  getParentRoute: () => root,
  path: "/login/sso",
  component: lazyRouteComponent(() => import("@/features/auth"), "SsoPage"),
});
const signup = createRoute({
  getParentRoute: () => root,
  path: "/signup",
  component: lazyRouteComponent(() => import("@/features/auth"), "SignUpPage"),
});

/** What is done without being signed in besides: a forgotten password, and links by mail. */
const link = createRoute({
  getParentRoute: () => root,
  path: "/link/$what",
  component: lazyRouteComponent(() => import("@/features/auth"), "LinkPage"),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(() => import("@/features/auth"), "InvitationPage"),
});

const app = createRoute({ getParentRoute: () => root, id: "app", component: Gate });

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/home"), "HomePage"),
});
const agents = createRoute({
  getParentRoute: () => app,
  path: "/agents",
  component: lazyRouteComponent(() => import("@/features/agents"), "AgentsPage"),
});
const newAgent = createRoute({
  getParentRoute: () => app,
  path: "/agents/new",
  component: lazyRouteComponent(() => import("@/features/agents"), "NewAgentPage"),
});
const agent = createRoute({
  getParentRoute: () => app,
  path: "/agents/$id",
  validateSearch: texts("tab", "chat"),
  component: lazyRouteComponent(() => import("@/features/agents"), "AgentPage"),
});
const editAgent = createRoute({
  getParentRoute: () => app,
  path: "/agents/$id/edit",
  component: lazyRouteComponent(() => import("@/features/agents"), "EditAgentPage"),
});
const workflows = createRoute({
  getParentRoute: () => app,
  path: "/workflows",
  validateSearch: texts("q", "agent", "status"),
  component: lazyRouteComponent(() => import("@/features/workflows"), "WorkflowsPage"),
});
const workflow = createRoute({
  getParentRoute: () => app,
  path: "/workflows/$id",
  validateSearch: texts("step"),
  component: lazyRouteComponent(() => import("./builder-route"), "BuilderRoute"),
});
const startWorkflow = createRoute({
  getParentRoute: () => app,
  path: "/workflows/$id/start",
  component: lazyRouteComponent(() => import("@/features/workflows"), "StartPage"),
});
const triggers = createRoute({
  getParentRoute: () => app,
  path: "/workflows/$id/triggers",
  validateSearch: texts("new", "edit", "try"),
  component: lazyRouteComponent(() => import("@/features/triggers"), "TriggersPage"),
});
const templates = createRoute({
  getParentRoute: () => app,
  path: "/templates",
  validateSearch: texts("q", "category"),
  component: lazyRouteComponent(() => import("@/features/templates"), "TemplatesPage"),
});
const template = createRoute({
  getParentRoute: () => app,
  path: "/templates/$key",
  component: lazyRouteComponent(() => import("@/features/templates"), "TemplatePage"),
});
const versions = createRoute({
  getParentRoute: () => app,
  path: "/workflows/$id/versions",
  validateSearch: (raw: Raw): { from?: Which | undefined; to?: Which | undefined } => ({
    ...which("from", raw),
    ...which("to", raw),
  }),
  component: lazyRouteComponent(() => import("./versions-route"), "VersionsRoute"),
});
const runs = createRoute({
  getParentRoute: () => app,
  path: "/runs",
  validateSearch: texts(
    "q",
    "status",
    "workflow",
    "agent",
    "trigger",
    "test",
    "from",
    "to",
    "seconds",
    "cost",
    "source",
    "decided",
    "reason",
  ),
  component: lazyRouteComponent(() => import("@/features/runs/runs-page"), "RunsPage"),
});
const compareRuns = createRoute({
  getParentRoute: () => app,
  path: "/runs/compare",
  validateSearch: texts("a", "b"),
  component: lazyRouteComponent(() => import("@/features/runs/compare-page"), "ComparePage"),
});
const run = createRoute({
  getParentRoute: () => app,
  path: "/runs/$id",
  validateSearch: texts("step", "view"),
  component: lazyRouteComponent(() => import("@/features/runs/run-page"), "RunPage"),
});
const inbox = createRoute({
  getParentRoute: () => app,
  path: "/inbox",
  validateSearch: texts("show"),
  component: lazyRouteComponent(() => import("@/features/inbox"), "InboxPage"),
});
const insights = createRoute({
  getParentRoute: () => app,
  path: "/insights",
  validateSearch: texts("range", "from", "to", "workflow", "agent", "source"),
  component: lazyRouteComponent(() => import("@/features/insights"), "InsightsPage"),
});
const prompts = createRoute({
  getParentRoute: () => app,
  path: "/prompts/{-$name}",
  validateSearch: texts("tab", "version"),
  component: lazyRouteComponent(() => import("@/features/prompts"), "PromptsRoute"),
});
const knowledgeFeature = () => import("@/features/knowledge");
const knowledge = createRoute({
  getParentRoute: () => app,
  path: "/knowledge",
  component: lazyRouteComponent(knowledgeFeature, "KnowledgePage"),
});
const knowledgeBase = createRoute({
  getParentRoute: () => app,
  path: "/knowledge/$id",
  validateSearch: texts("tab", "q", "state", "source"),
  component: lazyRouteComponent(knowledgeFeature, "BasePage"),
});
const knowledgeDocument = createRoute({
  getParentRoute: () => app,
  path: "/knowledge/$id/documents/$document",
  validateSearch: texts("from", "to"),
  component: lazyRouteComponent(knowledgeFeature, "DocumentPage"),
});
/** Inside the inbox, which stays as it is when another approval is opened. */
const approval = createRoute({ getParentRoute: () => inbox, path: "$id" });
const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings/{-$section}",
  component: lazyRouteComponent(() => import("@/features/settings"), "SettingsPage"),
});

const tree = root.addChildren([
  login,
  sso,
  signup,
  link,
  invitation,
  app.addChildren([
    home,
    agents,
    newAgent,
    agent,
    editAgent,
    workflows,
    workflow,
    startWorkflow,
    triggers,
    templates,
    template,
    versions,
    runs,
    compareRuns,
    run,
    inbox.addChildren([approval]),
    insights,
    prompts,
    knowledge,
    knowledgeBase,
    knowledgeDocument,
    settings,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultErrorComponent: RouteError,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

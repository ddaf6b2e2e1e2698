/** A workflow's versions: what each changed, any two compared, and going back to one. */
export { VersionsPage } from "./versions-page";

/** Logging in and signing up. */

export { LinkPage } from "./link-page";
export { InvitationPage } from "./invitation";
export { LogInPage } from "./log-in";
export { SignUpPage } from "./sign-up";

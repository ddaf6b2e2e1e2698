/** Logging in and signing up. */

export { InvitationPage } from "./invitation";
export { LinkPage } from "./link-page";
export { LogInPage } from "./log-in";
export { SignUpPage } from "./sign-up";
export { SsoPage } from "./sso-page";

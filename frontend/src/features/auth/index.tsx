/** Logging in and signing up. */
export { LogInPage } from "./log-in";
export { SignUpPage } from "./sign-up";

/** The first screen: what needs attention, how things go, what ran lately; the sample company for newcomers. */
export { HomePage } from "./home-page";

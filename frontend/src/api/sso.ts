/** Single sign-on: the way in through a company's identity provider, and setting it up. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, data } from "./client";
import { useChange } from "./keys";
import type { components } from "./schema.gen";
import { authRequest, enter, refresh } from "./session";

type Shapes = components["schemas"];
export type Provider = Shapes["SsoView"];
export type ProviderInput = Shapes["ProviderInput"];
export type RoleOfGroup = Shapes["RoleOfGroup"];
export type Step = Shapes["Step"];
export type DirectoryView = Shapes["DirectoryView"];
export type Trial = Shapes["TrialView"];
type Finished = Shapes["Finished"];

export async function lookForProvider(email: string): Promise<Shapes["Offer"]> {
  return (await (await authRequest("sso/look", { email })).json()) as Shapes["Offer"];
}

/** Leaves this page for the provider's. */
export async function goToProvider(email: string, return_to: string): Promise<void> {
  const begun = (await (await authRequest("sso/begin", { email, return_to })).json()) as Shapes["Begun"];
  location.assign(begun.url);
}

/** What the provider put into this page's address, as `finish` wants it. */
export function providerAnswer(search: string): Record<string, string> {
  const given = new URLSearchParams(search);
  const answer: Record<string, string> = { state: given.get("state") || "none" };
  for (const name of ["code", "iss", "error", "error_description"]) {
    const value = given.get(name);
    if (value !== null) answer[name] = value;
  }
  return answer;
}

const finishing = new Map<string, Promise<Finished>>();

/** An answer counts once: whoever asks again for the same one waits for the first. */
export function finishAtProvider(search: string): Promise<Finished> {
  const known = finishing.get(search);
  if (known) return known;
  const finished = authRequest("sso/finish", providerAnswer(search)).then(async (response) => {
    const done = (await response.json()) as Finished;
    if (done.signed_in) enter(done.signed_in);
    return done;
  });
  finishing.set(search, finished);
  return finished;
}

const proven = "proven-at-provider";

/** In a window of its own, so that nothing typed here is lost. Where that may not open: on this page, and back to it. */
export async function confirmAtProvider(): Promise<void> {
  const beside = window.open("", proven, "popup,width=520,height=720");
  try {
    const body = { return_to: location.pathname + location.search };
    const { url } = await data(api.POST("/api/auth/v1/sso/confirm", { body }));
    if (beside) beside.location.href = url;
    else location.assign(url);
  } catch (problem) {
    beside?.close();
    throw problem;
  }
  await heardOf(proven, beside);
  await refresh();
}

/** Until the other window says that it is done; its being closed before calls it off. */
function heardOf(name: string, beside: Window | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const channel = new BroadcastChannel(name);
    const watch = setInterval(
      () => beside?.closed && over(() => reject(new DOMException("", "AbortError"))),
      1000,
    );
    const over = (then: () => void) => {
      clearInterval(watch);
      channel.close();
      then();
    };
    channel.onmessage = () => over(resolve);
  });
}

/** Tells the page that asked, and closes this window if it is the one beside it. */
export function sayProven(): void {
  const channel = new BroadcastChannel(proven);
  channel.postMessage(true);
  channel.close();
  if (window.name === proven) window.close();
}

const key = ["sso"] as const;

export function useProvider() {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/sso/provider", { signal })),
  });
}

export function useSaveProvider() {
  return useChange([key], (body: ProviderInput) => data(api.PUT("/api/auth/v1/sso/provider", { body })));
}

export function useDisconnect() {
  return useChange([key], () => data(api.DELETE("/api/auth/v1/sso/provider")));
}

export function useAddDomain() {
  return useChange([key], (domain: string) =>
    data(api.POST("/api/auth/v1/sso/domains", { body: { domain } })),
  );
}

export function useRemoveDomain() {
  return useChange([key], (domain: string) =>
    data(api.DELETE("/api/auth/v1/sso/domains/{domain}", { params: { path: { domain } } })),
  );
}

export function useCheckProvider() {
  return useMutation({ mutationFn: () => data(api.POST("/api/auth/v1/sso/check")) });
}

/** Leaves this page for the provider's, to try it out. */
export function useTryProvider() {
  return useMutation({
    mutationFn: async () => location.assign((await data(api.POST("/api/auth/v1/sso/trial"))).url),
  });
}

const directoryKey = ["sso", "directory"] as const;

export function useDirectory() {
  return useQuery({
    queryKey: directoryKey,
    queryFn: ({ signal }) => data(api.GET("/api/auth/v1/sso/directory", { signal })),
  });
}

/** Makes a token, which is in the answer and nowhere else. */
export function useMakeDirectoryToken() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.POST("/api/auth/v1/sso/directory/token")),
    onSuccess: (made) => cache.setQueryData(directoryKey, made.view),
  });
}

export function useEndDirectory() {
  return useChange([directoryKey], () => data(api.DELETE("/api/auth/v1/sso/directory/token")));
}

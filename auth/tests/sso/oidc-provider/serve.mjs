/**
 * An identity provider on loopback, for the tests of single sign-on: `oidc-provider`, with its own pages to log in.
 * Reads one JSON object (client, secret, redirect, signedOut) from its arguments; prints its issuer.
 */
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { client, secret, redirect, signedOut } = JSON.parse(process.argv[2]);
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "ES256", kid: "one" };
const server = createServer();

server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client,
        client_secret: secret,
        redirect_uris: [redirect],
        post_logout_redirect_uris: [signedOut],
        id_token_signed_response_alg: "ES256",
      },
    ],
    claims: { email: ["email", "email_verified"], profile: ["name", "groups"] },
    cookies: { keys: ["only for tests"] },
    jwks: { keys: [key] },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({
        sub,
        email: `${sub}@nordwind.example`,
        email_verified: true,
        name: `${sub[0].toUpperCase()}${sub.slice(1)} Berg`,
        groups: ["chiefs"],
      }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});

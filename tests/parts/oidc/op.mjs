// A strict identity provider for tests: `node op.mjs '{"port": …, "base": "http://localhost:3000"}'`.
// Its keys are new at each start. /__sign signs anything, /__mode has it lie in its ID tokens, /__sent tells its notices.
import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import Provider from "oidc-provider";

const { port, base } = JSON.parse(process.argv[2]);
const issuer = `http://localhost:${port}`;
const kid = randomUUID();
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = { ...privateKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" };

const people = {
  ana: { email: "ana.ruiz@acme.example", email_verified: true, name: "Ana Ruiz" },
  marta: { email: "marta.soler@acme.example", email_verified: true, name: "Marta Soler" },
  unverified: { email: "ana.ruiz@acme.example", email_verified: false },
  newcomer: { email: "newcomer@acme.example", email_verified: true, name: "New  Comer" },
  outsider: { email: "ana@elsewhere.example", email_verified: true },
};
let lies = {}, sent = [];

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const sign = (claims, header = {}) => {
  const text = `${encoded({ alg: "RS256", kid, ...header })}.${encoded(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey).toString("base64url")}`;
};

const realms = Array.from({ length: 60 }, (_, realm) => realm);
const provider = new Provider(issuer, {
  clients: [{
    client_id: "portal",
    client_secret: "strict & secret+50%",
    redirect_uris: realms.map((realm) => `${base}/auth/sso/${realm}/callback`),
    post_logout_redirect_uris: [`${base}/auth/sso/signed-out`],
    backchannel_logout_uri: `${base}/auth/sso/1/logout`,
    backchannel_logout_session_required: true,
    token_endpoint_auth_method: "client_secret_post",
  }],
  jwks: { keys: [jwk] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id.split("-")[0]] }) }),
  pkce: { required: () => true },
  features: { backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  // What it sends goes nowhere; whoever tests carries it over.
  fetch: async (_url, options) => { sent.push(new URLSearchParams(String(options.body)).get("logout_token")); return new Response("{}"); },
});

provider.use(async (ctx, next) => {
  if (ctx.path.startsWith("/__")) {
    const pieces = [];
    for await (const piece of ctx.req) pieces.push(piece);
    const asked = pieces.length ? JSON.parse(Buffer.concat(pieces)) : {};
    if (ctx.path === "/__sign") ctx.body = { token: sign(asked.claims, asked.header), kid };
    if (ctx.path === "/__mode") { lies = asked; ctx.body = {}; }
    if (ctx.path === "/__sent") ctx.body = { sent };
    return;
  }
  await next();
  if (ctx.path === "/token" && lies.claims && ctx.body?.id_token) {
    const said = JSON.parse(Buffer.from(ctx.body.id_token.split(".")[1], "base64url"));
    ctx.body.id_token = sign({ ...said, ...lies.claims });
  }
  if (ctx.path === "/me" && lies.userinfo) ctx.body = { ...ctx.body, ...lies.userinfo };
});
provider.listen(port, "127.0.0.1", () => console.log("ready"));
process.stdin.resume().on("end", () => process.exit());

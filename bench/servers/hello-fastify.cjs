// Hello, world with fastify: PATH-OF-FASTIFY PORT.

const [path, port] = process.argv.slice(2);
const app = require(path)();
app.get("/", (_request, reply) => {
  reply.type("text/plain").send("Hello, world\n");
});
app.listen({ host: "127.0.0.1", port: Number(port) });

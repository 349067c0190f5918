// A folder with express.static: PATH-OF-EXPRESS PORT FOLDER.

const [path, port, folder] = process.argv.slice(2);
const express = require(path);
const app = express();
app.use(express.static(folder));
app.listen(Number(port), "127.0.0.1");

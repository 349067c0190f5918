// lighttpd as it comes, except that connections are kept. It looks at a file again after a second.

const configuration = ({ port, folder }) => `
server.bind = "127.0.0.1"
server.port = ${port}
server.document-root = "${folder}"
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 75
mimetype.assign = ( "" => "application/octet-stream" )
`;

const scripts = `
server.modules = ( "mod_cgi" )
$HTTP["url"] =~ "^/cgi-bin/" { cgi.assign = ( "" => "" ) }
`;

function lighttpdAs(configuration) {
  return {
    name: "lighttpd",
    needs: ["lighttpd"],
    configuration,
    command: ({ configured }) => ["lighttpd", "-D", "-f", configured],
  };
}

export const lighttpd = lighttpdAs(configuration);
export const lighttpdCgi = lighttpdAs((place) => configuration(place) + scripts);

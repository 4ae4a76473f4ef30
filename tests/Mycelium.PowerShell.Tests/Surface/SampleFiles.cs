using Mycelium.PowerShell.Tests.Hosting;

namespace Mycelium.PowerShell.Tests.Surface;

/// <summary>The files and variables that examples and cases are about.</summary>
internal static class SampleFiles
{
    /// <summary>Writes them into the folder of a session.</summary>
    internal static void Write(ModuleSession session)
    {
        Write(session, "peers.csv", "Endpoint,Comment\ntcp://127.0.0.1:9,first\ntcp://[::1]:9,second\n");
        Write(session, "node.yaml", "listen: [\"tcp://127.0.0.1:0\"]\ntunnel: { mode: userspace }\ndiscovery: { enabled: false }\n");
        Write(
            session,
            "fleet.yaml",
            "nodes:\n  - { name: a, listen: [], tunnel: { mode: none }, discovery: { enabled: false } }\n"
                + "  - { name: b, listen: [], tunnel: { mode: none }, discovery: { enabled: false } }\n");
        Write(session, "wrong.yaml", "colour: red\ntunnel: { mtu: 900 }\n");
        Write(session, "comment.yaml", "peers: [\n  tcp://192.0.2.1:1, # one\n]\n");
        Write(session, "variable.yaml", "keyVariable: MYCELIUM_TEST_NOT_SET\nlisten: []\ntunnel: { mode: none }\ndiscovery: { enabled: false }\n");
        Write(session, "mycelium.toml", "peers = [\"tcp://192.0.2.1:9651\", \"tls://192.0.2.1:9651\"]\nenable_dns = true\n");
        Write(session, "short.bin", "short");
        _ = session.Run("""
            $null = New-MyceliumIdentity node.key
            $passphrase = [Net.NetworkCredential]::new('', 'correct horse battery staple').SecurePassword
            $other = [Net.NetworkCredential]::new('', 'another one').SecurePassword
            """).Objects;
    }

    private static void Write(ModuleSession session, string name, string text) => File.WriteAllText(Path.Combine(session.Folder, name), text);
}

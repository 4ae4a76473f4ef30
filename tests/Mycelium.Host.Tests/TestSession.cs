using Mycelium.Host.Hosting;

namespace Mycelium.Host.Tests;

/// <summary>A session in this process whose streams are texts.</summary>
internal sealed class TestSession : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly ScriptSession _session;

    internal TestSession() => _session = new ScriptSession(
        new Terminal { Output = _output, Error = _error, Input = TextReader.Null }, nonInteractive: true);

    internal string Error => _error.ToString().ReplaceLineEndings("\n");

    /// <summary>Runs a script that must not write errors; returns its output.</summary>
    internal static string Run(string script)
    {
        using var session = new TestSession();
        string output = session.RunAny(script);
        Assert.Equal("", session.Error);
        return output;
    }

    internal string RunAny(string script)
    {
        _session.Run(script);
        return _output.ToString().ReplaceLineEndings("\n");
    }

    public void Dispose() => _session.Dispose();
}

using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text;

namespace Mycelium.Host.Cmdlets;

/// <summary>Passes lines on without their escape sequences. Does not own the other writer.</summary>
internal sealed class PlainTextWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => inner.Write(value);

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(Plain(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => inner.WriteLine(Plain(value));

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    private static string? Plain(string? value) => value is null ? null : new StringDecorated(value).ToString(OutputRendering.PlainText);
}

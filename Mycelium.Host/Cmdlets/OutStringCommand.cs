using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Mycelium.Host.Cmdlets;

/// <summary>Renders objects as they would be shown, as one text or line by line.</summary>
[Cmdlet(VerbsData.Out, "String")]
[OutputType(typeof(string))]
public sealed class OutStringCommand : FrontEndCommandBase
{
    private StringWriter? _text;

    /// <summary>Columns; the width of the host if not given.</summary>
    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; }

    /// <summary>Gives the lines one by one.</summary>
    [Parameter]
    public SwitchParameter Stream { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _text = new StringWriter();
        EngineInternals.UseWriter(this, _text, Width > 0 ? Width : Host.UI.RawUI.BufferSize.Width);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        string text = _text!.ToString();
        if (!Stream)
        {
            WriteObject(text);
            return;
        }

        using var lines = new StringReader(text);
        while (lines.ReadLine() is { } line) { WriteObject(line); }
    }
}

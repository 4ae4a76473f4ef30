using System.Management.Automation;
using System.Text;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Mycelium.Host.Cmdlets;

/// <summary>Writes objects to a file as they would be shown, in UTF-8; this is what <c>&gt;</c> and <c>&gt;&gt;</c> call.</summary>
[Cmdlet(VerbsData.Out, "File", SupportsShouldProcess = true)]
public sealed class OutFileCommand : FrontEndCommandBase
{
    private TextWriter? _file;

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Path", "LiteralPath")]
    public string FilePath { get; set; } = "";

    /// <summary>Keeps what the file has.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Columns; unbounded if not given.</summary>
    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width { get; set; } = int.MaxValue - 1;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        string path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(FilePath);
        try
        {
            _file = ShouldProcess(path, Append ? "Append to file" : "Write file")
                ? new StreamWriter(path, Append, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
                : TextWriter.Null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(new ErrorRecord(exception, "FileOpenFailure", ErrorCategory.OpenError, path));
        }

        EngineInternals.UseWriter(this, new PlainTextWriter(_file!), Width);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        _file?.Flush();
    }

    /// <inheritdoc/>
    protected override void InternalDispose()
    {
        base.InternalDispose();
        _file?.Dispose();
    }
}

using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Reads a text file, line by line or as one text.</summary>
[Cmdlet(VerbsCommon.Get, "Content")]
[OutputType(typeof(string))]
public sealed class GetContentCommand : PSCmdlet
{
    /// <summary>The files, literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>Gives the whole text as it is.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
            try
            {
                if (Raw) { WriteObject(File.ReadAllText(file)); }
                else { WriteObject(File.ReadLines(file), enumerateCollection: true); }
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                var missing = new ItemNotFoundException($"Cannot find path '{file}' because it does not exist.", exception);
                WriteError(new ErrorRecord(missing, "PathNotFound", ErrorCategory.ObjectNotFound, file));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                WriteError(new ErrorRecord(exception, "GetContentReaderIOError", ErrorCategory.ReadError, file));
            }
        }
    }
}

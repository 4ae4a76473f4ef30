using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Reads a file of comma-separated values; each record becomes an object with a property per column.</summary>
[Cmdlet(VerbsData.Import, "Csv")]
public sealed class ImportCsvCommand : PSCmdlet
{
    /// <summary>The files, literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>What separates the columns.</summary>
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = ',';

    /// <summary>Names of the columns, where the file does not begin with them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Header { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
            try
            {
                using var reader = new StreamReader(file);
                Import(new CsvReader(reader, Delimiter));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                WriteError(new ErrorRecord(exception, "FileOpenFailure", ErrorCategory.OpenError, file));
            }
        }
    }

    private void Import(CsvReader reader)
    {
        IReadOnlyList<string> names = Header.Length > 0 ? Header : reader.Read() ?? [];
        while (reader.Read() is { } fields)
        {
            var record = new PSObject();
            for (int column = 0; column < names.Count; column++)
            {
                string name = names[column].Length > 0 ? names[column] : $"H{column + 1}";
                record.Properties.Add(new PSNoteProperty(name, column < fields.Count ? fields[column] : null));
            }

            WriteObject(record);
        }
    }
}

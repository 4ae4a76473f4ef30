using System.Globalization;
using System.Management.Automation;

namespace Mycelium.Host.Hosting;

/// <summary>
/// The last line of a terminal while an activity runs: its name, status and percentage. It is erased before anything else is
/// written. Not safe for several threads; the owner holds its lock.
/// </summary>
internal sealed class ProgressLine(TextWriter output, Func<int> width)
{
    private const string EraseLine = "\r\u001b[K";

    private readonly SortedDictionary<(long Source, int Activity), string> _activities = [];
    private bool _isShown;

    /// <summary>Takes in a record and shows the activity that began last; nothing is shown when all are completed.</summary>
    internal void Update(long source, ProgressRecord record)
    {
        (long, int) key = (source, record.ActivityId);
        if (record.RecordType == ProgressRecordType.Completed) { _activities.Remove(key); }
        else { _activities[key] = Describe(record); }

        Erase();
        if (_activities.Count == 0) { return; }

        string text = _activities.Last().Value;
        int room = Math.Max(1, width() - 1);
        output.Write(text.Length <= room ? text : text[..room]);
        output.Flush();
        _isShown = true;
    }

    /// <summary>Removes the line from the terminal until the next update.</summary>
    internal void Erase()
    {
        if (!_isShown) { return; }

        output.Write(EraseLine);
        _isShown = false;
    }

    private static string Describe(ProgressRecord record)
    {
        string percent = record.PercentComplete < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {record.PercentComplete,3} %");
        string operation = string.IsNullOrEmpty(record.CurrentOperation) ? "" : $" - {record.CurrentOperation}";
        return $"{record.Activity}: {record.StatusDescription}{operation}{percent}".ReplaceLineEndings(" ");
    }
}

using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mycelium.PowerShell.Tests.Hosting;
using Xunit;

namespace Mycelium.PowerShell.Tests.Errors;

/// <summary>Holds <c>docs/errors.md</c> to the engine's list and the module's table.</summary>
public sealed partial class ErrorDocumentTests : IDisposable
{
    private const string Introduction = """
        # Errors

        The first part of `FullyQualifiedErrorId` is one of these names. Names are added, never changed or taken away, so scripts can compare them:

        ```powershell
        try { Start-MyceliumNode -KeyPath node.key -ErrorAction Stop }
        catch { if ($_.FullyQualifiedErrorId -like 'IdentityInUse,*') { 'It runs already.' } else { throw } }
        ```

        `CategoryInfo.Category` is the category, `ErrorDetails.RecommendedAction` says what to do; the error at hand may know better than this table.
        An error of one item does not stop the others, unless `-ErrorAction Stop` is given. This file is made from the sources; a test holds it so.

        | ErrorId | Category | What happened | What to do |
        |---|---|---|---|

        """;

    private readonly ModuleSession _session = new();

    [Fact]
    public void The_document_lists_every_error_with_its_category_meaning_and_remedy() =>
        ApprovedFile.Verify(TestPaths.Source("docs", "errors.md"), Write());

    public void Dispose() => _session.Dispose();

    private string Write()
    {
        Assembly module = ((Type)_session.Run("(Get-Command Get-MyceliumNode).ImplementingType").Single.BaseObject).Assembly;
        var entries = (IDictionary)module.GetType("Mycelium.PowerShell.Errors.ErrorTable", throwOnError: true)!
            .GetField("Entries", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        Dictionary<string, string> meanings = XDocument.Load(TestPaths.EngineDocumentation).Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith("F:Mycelium.Engine.Errors.MyceliumErrorId.", StringComparison.Ordinal))
            .ToDictionary(member => member.Attribute("name")!.Value.Split('.')[^1], member => Text(member.Element("summary")!));

        var text = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (object id in _session.Run("[Enum]::GetValues([Mycelium.Engine.Errors.MyceliumErrorId])").Objects.Select(item => item.BaseObject))
        {
            var (category, action) = ((ErrorCategory, string))entries[id]!;
            text.Append(CultureInfo.InvariantCulture, $"| `{id}` | {category} | {meanings[id.ToString()!]} | {action} |\n");
        }

        return text.ToString();
    }

    private static string Text(XElement summary) => WhiteSpace().Replace(
        string.Concat(summary.Nodes().Select(node => node is XElement element ? element.Attribute("cref")?.Value.Split('.')[^1] ?? element.Value : node.ToString())),
        " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}

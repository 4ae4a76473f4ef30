using System.Management.Automation;
using System.Management.Automation.Language;
using Mycelium.PowerShell.Arguments;

namespace Mycelium.PowerShell.Completion;

/// <summary>One thing that can be completed.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="ToolTip">What is shown beside it.</param>
internal sealed record CompletionItem(string Text, string ToolTip)
{
    /// <summary>Those that begin with what was typed, or match it where it is a pattern; each once, in quotes where it needs them.</summary>
    internal static IEnumerable<CompletionResult> Matching(IEnumerable<CompletionItem> items, string? wordToComplete)
    {
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        WildcardPattern pattern = WildcardText.Compile(WildcardText.IsPattern(word) ? word : word + "*");
        return [.. items.Where(item => pattern.IsMatch(item.Text)).DistinctBy(item => item.Text).Select(item => item.ToResult())];
    }

    private CompletionResult ToResult()
    {
        bool isPlain = Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '/');
        string text = isPlain ? Text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(Text)}'";
        return new CompletionResult(text, Text, CompletionResultType.ParameterValue, ToolTip);
    }
}

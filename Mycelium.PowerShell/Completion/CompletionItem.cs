namespace Mycelium.PowerShell.Completion;

/// <summary>Something that a completer offers.</summary>
/// <param name="Text">The value, without quotes.</param>
/// <param name="ToolTip">What it is.</param>
internal sealed record CompletionItem(string Text, string ToolTip);

using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace Mycelium.Host.Cmdlets;

/// <summary>Shows text to the user; it can be redirected as stream 6.</summary>
[Cmdlet(VerbsCommunications.Write, "Host")]
public sealed class WriteHostCommand : PSCmdlet
{
    private static readonly string[] Tags = ["PSHOST"];

    /// <summary>What to show; the elements of a collection are joined.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromRemainingArguments = true)]
    [Alias("Msg", "Message")]
#pragma warning disable CA1720 // The name is what scripts give.
    public object? Object { get; set; }
#pragma warning restore CA1720

    /// <summary>Leaves the line open.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <summary>Goes between the elements of a collection.</summary>
    [Parameter]
    public object Separator { get; set; } = " ";

    /// <summary>Colour of the text.</summary>
    [Parameter]
    public ConsoleColor? ForegroundColor { get; set; }

    /// <summary>Colour behind the text.</summary>
    [Parameter]
    public ConsoleColor? BackgroundColor { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteInformation(
        new HostInformationMessage
        {
            Message = ToText(Object),
            NoNewLine = NoNewline,
            ForegroundColor = ForegroundColor,
            BackgroundColor = BackgroundColor,
        },
        Tags);

    private string ToText(object? value)
    {
        object? item = value is PSObject { BaseObject: IEnumerable inner } ? inner : value;
        return item is IEnumerable items and not string and not IDictionary and not System.Xml.XmlNode
            ? string.Join(Convert.ToString(Separator, CultureInfo.CurrentCulture), items.Cast<object?>().Select(ToText))
            : value is null ? "" : LanguagePrimitives.ConvertTo<string>(value);
    }
}

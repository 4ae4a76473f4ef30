using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mycelium.Host.Cmdlets;

/// <summary>Writes objects as JSON: values as values, dictionaries and objects by their properties, collections as arrays.</summary>
/// <param name="depth">Levels below the first that are converted.</param>
/// <param name="enumsAsStrings">Whether enumeration values are written by name.</param>
/// <param name="indented">Whether each property has a line of its own.</param>
internal sealed class JsonObjectWriter(int depth, bool enumsAsStrings, bool indented)
{
    /// <summary>Whether something was deeper than allowed and became its text.</summary>
    internal bool IsTruncated { get; private set; }

    /// <summary>Converts one value.</summary>
    internal string Write(object? value)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Indented = indented,
            NewLine = Environment.NewLine,
        };
        using (var json = new Utf8JsonWriter(buffer, options)) { Write(json, value, 0); }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void Write(Utf8JsonWriter json, object? value, int level)
    {
        object? inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (TryWriteScalar(json, inner)) { return; }

        if (level > depth)
        {
            IsTruncated = true;
            json.WriteStringValue(LanguagePrimitives.ConvertTo<string>(value));
            return;
        }

        switch (inner)
        {
            case IDictionary dictionary:
                WriteObject(json, dictionary.Cast<DictionaryEntry>().Select(static e => ($"{e.Key}", e.Value)), level);
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (object? item in items) { Write(json, item, level + 1); }

                json.WriteEndArray();
                break;
            default:
                IEnumerable<PSPropertyInfo> readable = PSObject.AsPSObject(value!).Properties.Where(static property => property.IsGettable);
                WriteObject(json, readable.Select(static property => (property.Name, ValueOf(property))), level);
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter json, IEnumerable<(string Name, object? Value)> properties, int level)
    {
        json.WriteStartObject();
        foreach ((string name, object? value) in properties)
        {
            json.WritePropertyName(name);
            Write(json, value, level + 1);
        }

        json.WriteEndObject();
    }

    // A getter may throw, as those of IPAddress do for the other family.
    private static object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private bool TryWriteScalar(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                json.WriteNullValue();
                return true;
            case string or char or Guid or Uri:
                json.WriteStringValue(value.ToString());
                return true;
            case bool flag:
                json.WriteBooleanValue(flag);
                return true;
            case DateTime time:
                json.WriteStringValue(time);
                return true;
            case DateTimeOffset time:
                json.WriteStringValue(time);
                return true;
            case Enum named:
                WriteEnum(json, named);
                return true;
            case double or float:
                WriteFloat(json, Convert.ToDouble(value, CultureInfo.InvariantCulture), (IFormattable)value);
                return true;
            case decimal or byte or sbyte or short or ushort or int or uint or long or ulong:
                json.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }

    private void WriteEnum(Utf8JsonWriter json, Enum value)
    {
        if (enumsAsStrings) { json.WriteStringValue(value.ToString()); }
        else { json.WriteNumberValue(decimal.Parse(value.ToString("D"), CultureInfo.InvariantCulture)); }
    }

    // A whole number keeps its ".0", and JSON has no word for what is not finite.
    private static void WriteFloat(Utf8JsonWriter json, double number, IFormattable value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        bool isWhole = !text.Contains('.', StringComparison.Ordinal);
        if (!double.IsFinite(number)) { json.WriteStringValue(text); }
        else if (text.Contains('E', StringComparison.Ordinal)) { json.WriteNumberValue(number); }
        else { json.WriteNumberValue(decimal.Parse(isWhole ? text + ".0" : text, CultureInfo.InvariantCulture)); }
    }
}

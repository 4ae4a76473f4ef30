using System.Text;

namespace Mycelium.Host.Cmdlets;

/// <summary>Reads comma-separated values. Source: RFC 4180, with any delimiter and any line ending.</summary>
internal sealed class CsvReader(TextReader text, char delimiter)
{
    /// <summary>Reads the next record that is not an empty line; null at the end.</summary>
    internal List<string>? Read()
    {
        while (text.Peek() is '\r' or '\n') { text.Read(); }

        if (text.Peek() < 0) { return null; }

        var fields = new List<string>();
        do { fields.Add(ReadField()); } while (text.Peek() == delimiter && text.Read() >= 0);
        return fields;
    }

    private string ReadField()
    {
        while (text.Peek() is ' ' or '\t' && text.Peek() != delimiter) { text.Read(); }

        var field = new StringBuilder();
        if (text.Peek() == '"')
        {
            text.Read();
            ReadQuoted(field);
        }

        while (text.Peek() is var next && next >= 0 && next != delimiter && next is not ('\r' or '\n')) { field.Append((char)text.Read()); }

        return field.ToString();
    }

    private void ReadQuoted(StringBuilder field)
    {
        for (int next = text.Read(); next >= 0; next = text.Read())
        {
            if (next == '"' && text.Peek() != '"') { return; }

            if (next == '"') { text.Read(); }

            field.Append((char)next);
        }
    }
}

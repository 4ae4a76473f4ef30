using System.Collections;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace Mycelium.Host.Cmdlets;

/// <summary>
/// One entry of a <c>-Property</c> list: a name, which may have wildcards, a script block, or a dictionary with <c>Name</c> or
/// <c>Label</c>, <c>Expression</c>, and for sorting <c>Ascending</c> or <c>Descending</c>; keys may be shortened.
/// </summary>
internal sealed class PropertySelector
{
    private static readonly string[] Keys = ["Name", "Label", "Expression", "Ascending", "Descending"];

    private readonly PSPropertyExpression _expression;
    private readonly string? _name;

    private PropertySelector(PSPropertyExpression expression, string? name, bool? isDescending)
    {
        _expression = expression;
        _name = name;
        IsDescending = isDescending;
    }

    /// <summary>The order that the entry itself asks for; null if it does not say.</summary>
    internal bool? IsDescending { get; }

    /// <summary>Understands an entry.</summary>
    /// <exception cref="PSArgumentException">It is none of the three kinds, or has an unknown key.</exception>
    internal static PropertySelector Parse(object entry) => (entry is PSObject wrapped ? wrapped.BaseObject : entry) switch
    {
        string name => new PropertySelector(new PSPropertyExpression(name), null, null),
        ScriptBlock script => new PropertySelector(new PSPropertyExpression(script), null, null),
        IDictionary dictionary => Parse(dictionary),
        var other => new PropertySelector(new PSPropertyExpression(LanguagePrimitives.ConvertTo<string>(other)), null, null),
    };

    /// <summary>Names and values of what the entry selects of an object; a name that it does not have gives nothing.</summary>
    internal IEnumerable<(string Name, object? Value)> Select(PSObject target)
    {
        foreach (PSPropertyExpression resolved in _expression.Script is null ? _expression.ResolveNames(target) : [_expression])
        {
            foreach (PSPropertyExpressionResult result in resolved.GetValues(target))
            {
                yield return (_name ?? resolved.ToString(), result.Exception is null ? result.Result : null);
            }
        }
    }

    /// <summary>The first selected value; null if there is none.</summary>
    internal object? FirstValue(PSObject target) => Select(target).Select(static found => found.Value).FirstOrDefault();

    /// <summary>The name that a missing property would have; null for wildcards.</summary>
    internal string? FixedName => _expression.HasWildCardCharacters ? null : _name ?? _expression.ToString();

    private static PropertySelector Parse(IDictionary dictionary)
    {
        var values = new Dictionary<string, object?>();
        foreach (DictionaryEntry item in dictionary) { values[FullKey(item.Key)] = item.Value; }

        object expression = values.GetValueOrDefault("Expression") ?? values.GetValueOrDefault("Name") ?? values.GetValueOrDefault("Label")
            ?? throw new PSArgumentException("A calculated property needs an 'Expression'.");
        PropertySelector inner = Parse(expression);
        string? name = (values.GetValueOrDefault("Name") ?? values.GetValueOrDefault("Label"))?.ToString();
        bool? descending = values.TryGetValue("Descending", out object? down) ? LanguagePrimitives.IsTrue(down)
            : values.TryGetValue("Ascending", out object? up) ? !LanguagePrimitives.IsTrue(up)
            : null;
        return new PropertySelector(inner._expression, name, descending);
    }

    private static string FullKey(object key)
    {
        string text = LanguagePrimitives.ConvertTo<string>(key);
        return Array.Find(Keys, known => text.Length > 0 && known.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new PSArgumentException($"The key '{text}' is not valid. Known are {string.Join(", ", Keys)}.");
    }
}

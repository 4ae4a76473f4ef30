namespace Mycelium.Engine.Management;

/// <summary>Tells what has changed between two looks at a table. Holds one look, so it needs no more than the table does. One
/// owner.</summary>
/// <param name="keyOf">What names a row.</param>
/// <param name="isSame">Whether two looks at one row show no difference that matters.</param>
internal sealed class TableWatch<T>(Func<T, object> keyOf, Func<T, T, bool> isSame)
    where T : class
{
    private Dictionary<object, T>? _last;

    /// <summary>Compares with the last look; at the first, all rows are present.</summary>
    internal IReadOnlyList<(ChangeKind Kind, T Row, T? Previous)> Look(IReadOnlyList<T> rows)
    {
        var changes = new List<(ChangeKind, T, T?)>();
        var seen = new Dictionary<object, T>(rows.Count);
        foreach (T row in rows)
        {
            object key = keyOf(row);
            if (!seen.TryAdd(key, row)) { continue; }

            T? previous = _last?.GetValueOrDefault(key);
            if (previous is null)
            {
                changes.Add((_last is null ? ChangeKind.Present : ChangeKind.Added, row, null));
            }
            else if (!isSame(previous, row))
            {
                changes.Add((ChangeKind.Changed, row, previous));
            }
        }

        IEnumerable<KeyValuePair<object, T>> gone = _last?.Where(item => !seen.ContainsKey(item.Key)) ?? [];
        changes.AddRange(gone.Select(item => (ChangeKind.Removed, item.Value, (T?)item.Value)));
        _last = seen;
        return changes;
    }
}

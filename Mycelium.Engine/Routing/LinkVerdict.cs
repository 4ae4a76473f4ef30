namespace Mycelium.Engine.Routing;

/// <summary>What a look at a link found out.</summary>
internal enum LinkVerdict
{
    /// <summary>Nothing new.</summary>
    Unchanged,

    /// <summary>It no longer answers: suspected from now on.</summary>
    Suspected,

    /// <summary>It answers again and is trusted.</summary>
    Recovered,

    /// <summary>It must be closed.</summary>
    Dead,
}

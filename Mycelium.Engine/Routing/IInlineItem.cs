namespace Mycelium.Engine.Routing;

/// <summary>What an <see cref="InlineList{T}"/> can hold.</summary>
internal interface IInlineItem
{
    /// <summary>False for the default value only.</summary>
    bool IsPresent { get; }
}

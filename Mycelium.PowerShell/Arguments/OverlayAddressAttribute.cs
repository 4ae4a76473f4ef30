using System.Collections;
using System.Management.Automation;
using System.Net;

namespace Mycelium.PowerShell.Arguments;

/// <summary>
/// Takes the overlay address of what was given: a text, an <see cref="IPAddress"/>, or an object with an <c>Address</c>, such as a route.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OverlayAddressAttribute : ArgumentTransformationAttribute
{
    /// <summary>Replaces each object that has an address by its text; leaves all else to PowerShell's own conversion.</summary>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return (given is IEnumerable items and not string ? items.Cast<object?>().Select(AddressOf).ToArray() : AddressOf(inputData))!;
    }

    private static object? AddressOf(object? item)
    {
        if (item is null) { return null; }

        PSObject wrapped = PSObject.AsPSObject(item);
        return wrapped.BaseObject switch
        {
            string text => text,
            IPAddress address => address.ToString(),
            _ when wrapped.Properties["Address"] is { } property => property.Value?.ToString() ?? wrapped.BaseObject.ToString(),
            _ => item,
        };
    }
}

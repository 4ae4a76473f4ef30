using System.Net;

namespace Mycelium.PowerShell;

/// <summary>The public part of an identity. The secret key stays in its file.</summary>
/// <param name="Address">Overlay address.</param>
/// <param name="Subnet">The /64 that a node with this identity announces.</param>
/// <param name="PublicKey">64 hexadecimal digits.</param>
/// <param name="Path">Full path of the key file.</param>
public sealed record MyceliumIdentity(IPAddress Address, string Subnet, string PublicKey, string Path)
{
    /// <summary>The address.</summary>
    public override string ToString() => Address.ToString();
}

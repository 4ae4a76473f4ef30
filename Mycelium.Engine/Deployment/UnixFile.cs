namespace Mycelium.Engine.Deployment;

/// <summary>Whose a file or folder is, and who may do what with it.</summary>
/// <param name="Owner">Number of the user that it belongs to; 0 for root.</param>
/// <param name="Mode">Permissions.</param>
/// <param name="LinkTarget">Where a symbolic link leads, as it is written; null for anything else.</param>
internal sealed record UnixFile(uint Owner, UnixFileMode Mode, string? LinkTarget = null);

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What has been described.</summary>
internal sealed record Model(IReadOnlyList<Resource> Resources, string AppHostDirectory, bool IsUnderTest);

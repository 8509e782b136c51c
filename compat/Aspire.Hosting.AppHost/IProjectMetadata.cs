namespace Aspire.Hosting;

/// <summary>
/// What the build knows about a referenced project; implemented by the generated classes of <c>Projects</c>.
/// </summary>
public interface IProjectMetadata
{
    /// <summary>The full path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>
    /// True when the AppHost's build has built the project already; the stand-in never builds by itself.
    /// </summary>
    bool SuppressBuild => false;
}

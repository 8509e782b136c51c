// Said once, when all runs: what runs where, what was given in code (the values of a development or demonstration run,
// public with the code), and what this orchestrator is.
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

internal static class StartTable
{
    public static IEnumerable<string> Of(RunContext run)
    {
        var rows = run.Model.Resources.Where(resource => resource.HasLifetime)
            .Select(resource => (resource.Name, Where: Where(resource))).ToList();
        var given = run.Model.Resources.OfType<ParameterResource>()
            .Where(parameter => parameter.ValueInCode is not null)
            .Select(parameter => (parameter.Name, Where: parameter.ValueInCode!)).ToList();
        var width = rows.Concat(given).Max(row => row.Name.Length);

        yield return "";
        foreach (var line in Lines("Runs now", rows).Concat(Lines("Values for development, given in code", given)))
        {
            yield return line;
        }

        foreach (var line in Kept(run))
        {
            yield return line;
        }

        yield return run.Collector.Endpoint is { } collector
            ? $"  Telemetry goes to {collector}."
            : "  No telemetry is sent: no collector listens at ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL.";
        yield return "  This is the stand-in for Aspire. Aspire itself adds a dashboard with logs, traces and metrics, "
            + "and runs the databases as containers; where the feed has its packages, UseCompat=false in the "
            + "environment switches to it.";
        yield return "  Ctrl-C stops everything.";
        yield return "";

        IEnumerable<string> Lines(string title, List<(string Name, string Where)> table) => table.Count == 0
            ? []
            : table.Select(row => $"    {row.Name.PadRight(width)}  {row.Where}").Prepend($"  {title}:");
    }

    /// <summary>Where the data is, if any outlives the run.</summary>
    public static IEnumerable<string> Kept(RunContext run) =>
        run.Model.Resources.Any(resource => resource.IsKept)
            ? [$"  Data is kept between runs in {KeptFolder.Of(run.Configuration)}; remove it to start afresh."]
            : [];

    private static string Where(Resource resource)
    {
        var replicas = resource.Replicas == 1 ? "" : $" ({resource.Replicas} replicas)";
        return resource.Endpoints.Count == 0
            ? $"in {resource.Parent!.Name}"
            : string.Join(
                "  ", resource.Endpoints.Select(endpoint => new EndpointReference(resource, endpoint).Url)) + replicas;
    }
}

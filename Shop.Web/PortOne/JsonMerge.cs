using System.Text.Json.Nodes;

namespace Shop.Web.PortOne;

/// <summary>Adds configured parameters to a request.</summary>
internal static class JsonMerge
{
    /// <summary>
    /// Adds every member of <paramref name="more"/>. Objects are merged; any other value is replaced.
    /// </summary>
    public static void Merge(this JsonObject target, JsonObject? more)
    {
        foreach (var (name, value) in more ?? [])
        {
            if (value is JsonObject inner && target[name] is JsonObject existing)
            {
                existing.Merge(inner);
            }
            else
            {
                target[name] = value?.DeepClone();
            }
        }
    }
}

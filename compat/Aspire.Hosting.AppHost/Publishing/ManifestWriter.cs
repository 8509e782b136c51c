// The manifest: what a deployer needs to know, in Aspire's words and order. Resources come as they were added, then the
// passwords that the deployer is to generate, each followed by its encoded form where an address holds it.
using System.Text.Encodings.Web;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

internal sealed class ManifestWriter
{
    private readonly Utf8JsonWriter _json;
    private readonly string _folder;
    private readonly List<ParameterResource> _generated = [];
    private readonly HashSet<string> _encoded = [];

    private ManifestWriter(Utf8JsonWriter json, string folder)
    {
        _json = json;
        _folder = folder;
    }

    public Utf8JsonWriter Json => _json;

    public static async Task WriteAsync(IReadOnlyList<Resource> resources, string output)
    {
        var path = Path.GetFullPath(Directory.Exists(output) ? Path.Combine(output, "aspire-manifest.json") : output);
        await using var file = File.Create(path);
        await using var json = new Utf8JsonWriter(file, new()
        {
            Indented = true,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        await new ManifestWriter(json, Path.GetDirectoryName(path)!).WriteAsync(resources);
    }

    public void WriteParameter(ParameterResource parameter)
    {
        _json.WriteStartObject(parameter.Name);
        _json.WriteString("type", "parameter.v0");
        _json.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        _json.WriteStartObject("inputs");
        _json.WriteStartObject("value");
        _json.WriteString("type", "string");
        if (parameter.IsSecret)
        {
            _json.WriteBoolean("secret", true);
        }

        if (parameter.GeneratedLength is { } length)
        {
            _json.WriteStartObject("default");
            _json.WriteStartObject("generate");
            _json.WriteNumber("minLength", length);
            _json.WriteEndObject();
            _json.WriteEndObject();
        }

        if (parameter.PublishedDefault is { } value)
        {
            _json.WriteStartObject("default");
            _json.WriteString("value", value);
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    /// <summary>Notes a password that stands at the end of the manifest.</summary>
    public void WriteAtTheEnd(ParameterResource generated) => _generated.Add(generated);

    public async Task WriteProjectAsync(ProjectResource project)
    {
        var context = new EnvironmentContext(
            new(isPublishMode: true), _ => throw new InvalidOperationException("Nothing runs."));
        foreach (var add in project.Environment)
        {
            add(context);
        }

        _json.WriteStartObject(project.Name);
        _json.WriteString("type", "project.v0");
        _json.WriteString("path", Path.GetRelativePath(_folder, project.ProjectPath).Replace('\\', '/'));
        WriteEnvironment(context.Variables);
        WriteBindings(project.Endpoints);
        _json.WriteEndObject();
        await _json.FlushAsync();
    }

    public void WriteEnvironment(IEnumerable<KeyValuePair<string, object>> variables)
    {
        _json.WriteStartObject("env");
        foreach (var (name, value) in variables)
        {
            _json.WriteString(name, value as string ?? ((IManifestExpressionProvider)value).ValueExpression);
            foreach (var encoded in ((value as ReferenceExpression)?.References ?? []).OfType<UriEncoded>())
            {
                _encoded.Add(encoded.Parameter.Name);
            }
        }

        _json.WriteEndObject();
    }

    public void WriteBindings(IReadOnlyList<EndpointAnnotation> endpoints)
    {
        if (endpoints.Count == 0)
        {
            return;
        }

        _json.WriteStartObject("bindings");
        foreach (var endpoint in endpoints)
        {
            _json.WriteStartObject(endpoint.Name);
            _json.WriteString("scheme", endpoint.UriScheme);
            _json.WriteString("protocol", "tcp");
            _json.WriteString("transport", endpoint.Transport);
            if (endpoint.TargetPort is { } port)
            {
                _json.WriteNumber("targetPort", port);
            }

            if (endpoint.IsExternal)
            {
                _json.WriteBoolean("external", true);
            }

            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    private async Task WriteAsync(IReadOnlyList<Resource> resources)
    {
        _json.WriteStartObject();
        _json.WriteStartObject("resources");
        foreach (var resource in resources)
        {
            await resource.WriteToAsync(this);
        }

        foreach (var password in _generated)
        {
            WriteParameter(password);
            if (_encoded.Contains(password.Name))
            {
                _json.WriteStartObject(UriEncoded.NameOf(password));
                _json.WriteString("type", "annotated.string");
                _json.WriteString("value", password.ValueExpression);
                _json.WriteString("filter", "uri");
                _json.WriteEndObject();
            }
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
    }
}

/// <summary>A parameter inside an address.</summary>
internal sealed class UriEncoded(ParameterResource parameter) : IValueProvider, IManifestExpressionProvider
{
    public ParameterResource Parameter => parameter;

    public string ValueExpression => $"{{{NameOf(parameter)}.value}}";

    public static string NameOf(ParameterResource parameter) => $"{parameter.Name}-uri-encoded";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(Uri.EscapeDataString(parameter.Value()));
}

// A graph that starts quickly, for the behaviours that need no more; a server only where a test names its volume.
var builder = DistributedApplication.CreateBuilder(args);

var greeting = builder.AddParameter("greeting", "a value for development");

if (builder.Configuration["Volume"] is { } volume)
{
    var server = builder.AddPostgres("server");
    if (volume.Length > 0)
    {
        server.WithDataVolume(volume);
    }

    server.AddDatabase("stock");
}

var back = builder.AddProject<Projects.Fixture_Back>("back")
    .WithEnvironment("GREETING", greeting)
    .WithHttpHealthCheck("/health");

builder.AddProject<Projects.Fixture_Web>("front")
    .WithReference(back).WaitFor(back)
    .WithHttpHealthCheck("/health");

builder.Build().Run();

namespace Aspire.Hosting;

/// <summary>The application cannot be started as it is; the message says what to do.</summary>
public class DistributedApplicationException(string message) : Exception(message);

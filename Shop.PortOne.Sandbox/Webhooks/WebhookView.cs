namespace Shop.PortOne.Sandbox.Webhooks;

/// <summary>A webhook as the API shows it.</summary>
public static class WebhookView
{
    public static object Of(Delivery delivery) => new
    {
        delivery.Id,
        delivery.Url,
        delivery.PaymentStatus,
        delivery.Status,
        IsAsync = true,
        CurrentExecutionCount = delivery.Executions + delivery.Resends,
        MaxExecutionCount = Delivery.MostExecutions,
        delivery.Trigger,
        Request = delivery.LastExchange is { } sent
            ? new { Header = sent.RequestHeader, delivery.Body, sent.RequestedAt }
            : null,
        Response = delivery.LastExchange is { Code: not null } answered
            ? new
            {
                answered.Code,
                Header = answered.ResponseHeader,
                Body = answered.ResponseBody,
                answered.RespondedAt,
            }
            : null,
        delivery.TriggeredAt,
    };
}

import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";

export function DeleteCard({ action }: { action: ReactNode }) {
  return (
    <Card
      id="delete"
      title="Delete the integration"
      description={
        action
          ? "Ends the connection and erases its credentials. Your location links and logs are kept, and you can connect again at any time."
          : "Only owners can delete the integration."
      }
      actions={action}
    />
  );
}

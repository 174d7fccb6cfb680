<?php echo "lemons";
